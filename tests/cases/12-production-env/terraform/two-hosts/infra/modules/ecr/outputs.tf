output "registry" {
  value = split("/", values(aws_ecr_repository.this)[0].repository_url)[0]
}

output "repository_arns" {
  value = { for name, it in aws_ecr_repository.this : name => it.arn }
}

output "repository_urls" {
  value = { for name, it in aws_ecr_repository.this : name => it.repository_url }
}
