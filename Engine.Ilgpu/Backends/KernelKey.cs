using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends;

/// <summary>What makes two compilations for one accelerator the same.</summary>
/// <param name="IndexType">KernelConfig, Index1D, Index2D or Index3D.</param>
internal readonly record struct KernelKey(MethodInfo Method, Type IndexType, LaunchBounds Bounds);
