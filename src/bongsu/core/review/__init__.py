"""Were we right, and what changes next time?"""
