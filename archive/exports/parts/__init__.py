"""What several formats share: what was ordered, files by month, descriptions, masks."""
