"""The regulator's dashboard: figures over one's jurisdiction, each the number of rows in the list that it links to."""
