"""The console: screens, roles and sign-in over the records; a Django app, opened only to be served."""
