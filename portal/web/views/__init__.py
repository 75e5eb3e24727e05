"""The pages that span apps, one module a page: home, desk, law, deadlines, health."""
