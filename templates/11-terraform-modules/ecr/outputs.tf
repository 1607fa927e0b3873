output "registry" {
  description = "Host of the registry, which production compose files ask for as ECR_REGISTRY"
  value       = split("/", values(aws_ecr_repository.this)[0].repository_url)[0]
}

output "repository_arns" { value = { for name, it in aws_ecr_repository.this : name => it.arn } }
output "repository_urls" { value = { for name, it in aws_ecr_repository.this : name => it.repository_url } }
