import PlantronicsService from 'softphone-vendor-headsets/dist/es/src/library/services/vendor-implementations/plantronics/plantronics';
import SennheiserService from 'softphone-vendor-headsets/dist/es/src/library/services/vendor-implementations/sennheiser/sennheiser';
import type { Maker } from './program.ts';

/* The library's own front door would load Jabra's SDK as well, whose licence does not let it be passed on. */

type Logger = Readonly<Record<'debug' | 'info' | 'warn' | 'error', (...what: unknown[]) => void>>;

const gone = { isConnected: false, isConnecting: false };

/** A maker's program as the library speaks to it, and how an attempt at it is ended. */
export interface MakerDoor {
  readonly maker: Maker;
  readonly giveUp: () => void;
}

/** EPOS Connect, by the WebSocket that it opens on this computer. */
class Epos extends SennheiserService {
  /** The library looks for it under the name that Poly has. */
  override get deviceName(): string {
    return this.deviceInfo?.deviceName ?? '';
  }

  /** It would say that we are Genesys's phone; and a socket that has just gone is told nothing. */
  override _sendMessage(payload: Parameters<SennheiserService['_sendMessage']>[0]): void {
    if (this.websocket?.readyState !== WebSocket.OPEN) return;
    super._sendMessage('SPName' in payload ? { ...payload, SPName: 'Offhook' } : payload);
  }

  /** Not every text is a message. */
  override _handleMessage(message: { data: string }): void {
    try {
      super._handleMessage(message);
    } catch (error) {
      this.logger.warn('a message that is none', error);
    }
  }

  override webSocketOnClose(event: Parameters<SennheiserService['webSocketOnClose']>[0]): void {
    this.deviceInfo = null as never;
    super.webSocketOnClose(event);
  }
}

export function eposConnect(logger: Logger): MakerDoor {
  const maker = new Epos({ logger, vendorName: 'EPOS' });
  const giveUp = (): void => {
    // It may close late, when the next one is on its way.
    if (maker.websocket) maker.websocket.onclose = null;
    maker.websocket?.close();
    maker.changeConnectionStatus(gone);
  };
  return { maker, giveUp };
}

/** So many failures in a row, and Poly's program is taken to be gone: the library would go on asking without a word. */
const MAX_FAILURES = 3;

/** Poly Lens or Plantronics Hub, by the requests that it answers on this computer. */
export function polyProgram(logger: Logger): MakerDoor {
  const maker = PlantronicsService.getInstance({ logger, appName: 'Offhook', createNew: true });
  const leave = (): void => maker.changeConnectionStatus(gone);
  const fetch = maker._fetch.bind(maker);
  let failures = 0;
  maker._fetch = async (url) => {
    try {
      const response = await fetch(url);
      failures = 0;
      return response;
    } catch (error) {
      failures++;
      if (failures === MAX_FAILURES && maker.isConnected) leave();
      throw error;
    }
  };
  // The library's own keeps the headset that has been unplugged.
  maker.getDeviceStatus = async () => {
    try {
      maker._deviceInfo = (await maker._makeRequestTask('/DeviceServices/Info'))?.Result ?? null;
    } catch {
      maker._deviceInfo = null as never;
    }
  };
  return { maker, giveUp: leave };
}
