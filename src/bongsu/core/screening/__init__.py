"""Which indicators move before smuggling does?"""
