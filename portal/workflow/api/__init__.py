"""The API door: the same acts as the pages, in JSON, with the same refusals."""
