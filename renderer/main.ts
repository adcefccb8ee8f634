import './first-answers.ts';

void import('./start.ts');
