const messages = new Map()

export default {
  async unread(user) {
    return (messages.get(user) || []).filter(message => !message.read)
  }
}
