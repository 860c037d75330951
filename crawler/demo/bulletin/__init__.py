"""The town's statutory bulletin (BIP): pages of the 2000s in windows-1250, tables throughout."""
