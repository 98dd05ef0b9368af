"""Programs that the pages of the API give to copy: each stands alone, with nothing of ours in it."""
