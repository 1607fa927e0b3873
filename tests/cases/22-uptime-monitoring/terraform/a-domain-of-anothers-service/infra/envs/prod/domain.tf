variable "runner_domain_name" {
  description = "Where the runner is downloaded from"
  type        = string
  default     = "runners.build"
}

resource "aws_launch_template" "runner" {
  name_prefix = "runner-"
  user_data   = base64encode("curl -fsSL https://${var.runner_domain_name}/install | sh")
}
