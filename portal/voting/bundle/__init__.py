"""The verification bundle: a closed vote as plain files, with a program that recounts it."""
