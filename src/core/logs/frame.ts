/** One step of a stack of Python, as a traceback names it. */
export interface Frame {
  /** The line of the log that names the file. */
  readonly position: number;
  readonly file: string;
  /** The line in the file, from 1. */
  readonly line: number;
  /** Not given at module level of a file that could not be compiled. */
  readonly name: string | undefined;
  /** The code there, when the log has it. */
  readonly source: string | undefined;
  /** Whether this is the user's code; see {@link isInApp}. */
  readonly inApp: boolean;
}

/** Folders of installed packages and of the interpreter itself, and programs that come with either. */
const LIBRARY =
  /(?:^|\/)(?:site-packages|dist-packages|lib(?:64)?\/(?:python|pypy)\d[\d.]*|python\d+\.zip|usr\/(?:local\/)?s?bin|(?:mini|ana)?conda\d?\/bin)\/|\/python\d[\d.]*\/lib\/|\/(?:Python\d+|pythoncore[^/]*)\/lib\//i;

/** `<…>` that holds code of the user all the same. */
const TYPED_IN = /^<(?:string|stdin|unknown|ipython-input.*|module|console|doctest.*)>$/;

/** Compiled sources are named relative to the package that they came with, their functions in full. */
const COMPILED = /^[^/].*\.(?:pyx|pxd|pxi)$/;
const COMPILED_NAME = /^\w+(?:\.\w+)+$/;

/**
 * Whether a function of a file is the user's code, by their names alone: not below the folders of installed packages,
 * not the interpreter's own library, not code without a file such as `<frozen importlib>`.
 */
export function isInApp(file: string, name?: string): boolean {
  const path = file.replaceAll('\\', '/');
  if (path.startsWith('<')) {
    return TYPED_IN.test(path);
  }
  const isCompiled =
    COMPILED.test(path) || (!path.startsWith('/') && COMPILED_NAME.test(name ?? ''));
  return !LIBRARY.test(path) && !isCompiled;
}

/** Behind these folders a path says which module a file is. */
const PACKAGES = /^.*\/(?:site-packages|dist-packages|lib(?:64)?\/python\d[\d.]*)\//;

/**
 * What a file is called wherever it was installed: the path of the module below the folder of
 * packages, otherwise the base name, with the folder's name for the file of a package itself.
 */
export function moduleName(file: string): string {
  const path = file.replaceAll('\\', '/');
  const inPackage = path.replace(PACKAGES, '');
  const known =
    inPackage === path
      ? path
          .split('/')
          .slice(path.endsWith('/__init__.py') ? -2 : -1)
          .join('/')
      : inPackage;
  return known.replace(/\.py[cw]?$/, '');
}
