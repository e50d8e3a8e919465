"""Fifty moderators at one desk: what it takes, and whether every screen stays true."""
