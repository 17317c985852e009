"""How worried should we be?"""
