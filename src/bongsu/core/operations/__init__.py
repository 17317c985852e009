"""What did we do about it?"""
