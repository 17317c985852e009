"""The U.S. Bureau of Transportation Statistics: who and what crosses the land borders."""
