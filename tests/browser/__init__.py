"""Tests that look at what is written through a browser's eyes."""
