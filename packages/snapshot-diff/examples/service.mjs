const sessions = new Map();

class Session {
  calls = 0;
  constructor(id) {
    this.id = id;
  }
}

/** Handles a request, and forgets to forget its session. */
export async function handle(id) {
  sessions.set(id, new Session(id));
}
