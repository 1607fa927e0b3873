output "<%= output %>" {
  description = "<%= description %>"
  value       = aws_db_instance.<%= database %>.<%= attribute %>
}
