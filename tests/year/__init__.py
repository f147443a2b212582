"""A year in which the daemon runs, vendors fail, and people work, change their minds, approve and pay."""
