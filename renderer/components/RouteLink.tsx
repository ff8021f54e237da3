import type { ComponentPropsWithRef, MouseEvent } from 'react';
import { useComponentSettings } from './settings.tsx';

export type RouteLinkProps = Omit<ComponentPropsWithRef<'a'>, 'href'> & { readonly route: string };

/** A link to a place of the app: a plain click goes there at once, any other click does what the browser does with links. */
export const RouteLink = ({ route, onClick, ...rest }: RouteLinkProps) => {
  const { navigate } = useComponentSettings();
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(route);
  };
  return <a {...rest} href={route} onClick={go} />;
};
