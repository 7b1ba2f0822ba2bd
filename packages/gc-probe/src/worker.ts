import { answerProbes } from './observe/answering.ts';

answerProbes();
