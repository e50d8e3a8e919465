"""Mes expériences: an author's own stories, how far each has come and what was said of it."""
