default_tags {
  tags = { Project = <%= project %>, Environment = <%= environment %> }
}
