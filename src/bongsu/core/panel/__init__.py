"""What happened, where and when, and since when did we know?"""
