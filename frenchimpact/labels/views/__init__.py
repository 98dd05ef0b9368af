"""Pages and files of labels."""
