"""The command ``dvctt``: thin commands, one a file, that import what they need when they run."""
