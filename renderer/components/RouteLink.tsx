import type { ComponentPropsWithRef, MouseEvent } from 'react';
import { useComponentSettings } from './settings.tsx';

export type RouteLinkProps = Omit<ComponentPropsWithRef<'a'>, 'href'> & { readonly route: string };

/** A link to a page of the app. A plain click navigates without a page load; other clicks are left to the browser. */
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
