import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import 'ring-live/element';

@Component({
  selector: 'porch-camera',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <ring-live
      #player
      src="/cameras/porch/whep"
      power="line"
      [extend]="10"
      controls
      [times]="times"
      [iceServers]="[]"
      [headers]="headers"
      (firstframe)="pictures.set(pictures() + 1)"
      (playing)="said.set('playing')"
      (error)="said.set($event.detail.error.kind)"
    ></ring-live>
    <output>{{ pictures() }} {{ said() }}</output>
    <button (click)="player.continueWatching(5)">More</button>
  `,
})
class Porch {
  readonly pictures = signal(0);
  readonly said = signal('');
  readonly times = {
    ...{ lineLimit: 5, limitMargin: 0.2, rolloverLeast: 1.5, rolloverMost: 2, swap: 0.4 },
  };
  readonly headers = () => ({ 'x-visit': 'mine' });
}

bootstrapApplication(Porch).catch((error: unknown) => {
  console.error(error);
});
