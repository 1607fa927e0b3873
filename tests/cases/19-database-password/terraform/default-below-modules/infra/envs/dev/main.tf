module "stack" {
  source = "../../modules/stack"
  count  = 1
}
