"""What `share_stream` is made of: many clients in a process of their own, a server as it really runs, a bare floor."""
