resource "aws_elasticache_replication_group" "this" {
  replication_group_id = "sessions"
  auth_token           = "not-a-secret-19"
}

output "connection" {
  value = {
    host  = aws_elasticache_replication_group.this.primary_endpoint_address
    token = aws_elasticache_replication_group.this.auth_token
  }
}
