"""The daemon in trouble, as a process of its own: database away, disk full, vendor silent, ended or killed."""
