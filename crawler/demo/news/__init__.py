"""The town's news site: a WordPress-like skin around articles, lists and pages."""
