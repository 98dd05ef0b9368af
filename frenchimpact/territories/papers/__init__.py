"""What is printed of a territory."""
