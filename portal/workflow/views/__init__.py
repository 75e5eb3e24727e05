"""The HTML door: pages that list, show, create, edit and act, one each for every kind of case."""
