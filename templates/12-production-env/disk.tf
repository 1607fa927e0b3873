dynamic "root_block_device" {
  for_each = var.root_volume_encrypted[*]

  content {
    encrypted   = root_block_device.value
    volume_size = var.root_volume_size
  }
}
