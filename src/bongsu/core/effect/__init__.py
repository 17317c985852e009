"""Did it work, or did it only move?"""
