// The hot path's large locals are always assigned before they are read; clearing them first costs a twentieth of it.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
