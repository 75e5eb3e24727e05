"""Who sees which of enforcement's cases, one file a matter: the rows behind ``visible_to``."""
