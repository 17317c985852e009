"""How many detections should we expect, and how surely?"""
