export { attach, type AttachOptions } from './attach.ts';
export { processor, type JobCall, type JobPool, type JobRunOptions } from './processor.ts';
