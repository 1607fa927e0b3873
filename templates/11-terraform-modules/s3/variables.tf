variable "project" { type = string }
variable "environment" { type = string }
variable "kms_key_arn" { type = string }

variable "cors_origins" {
  description = "Origins of pages that upload to the bucket or read from it themselves"
  type        = list(string)
  default     = []
}
