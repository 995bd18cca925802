using ILGPU;
using ILGPU.Runtime;
using View = ILGPU.ArrayView<double>;

namespace HawkesNet.Gpu.Ties;

/// <summary>The kernels of `influence`, compiled for one device.</summary>
internal sealed class InfluenceLaunchers(Accelerator device)
{
    public Action<Index1D, CandidateViews, View, View, View, View, View> Rate { get; } =
        device.LoadAutoGroupedStreamKernel<Index1D, CandidateViews, View, View, View, View, View>(
            InfluenceKernels.Rate);

    public Action<Index1D, ArrayView<int>, View, View, View, View, View> Share { get; } =
        device.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, View, View, View, View, View>(
            InfluenceKernels.Share);

    public Action<Index1D, CandidateViews, View, View, View, View, View, View> CreditDecays { get; } =
        device.LoadAutoGroupedStreamKernel<Index1D, CandidateViews, View, View, View, View, View, View>(
            InfluenceKernels.CreditDecays);

    public Action<Index1D, ArrayView<int>, ArrayView<int>, ArrayView<int>, View, View, View> CreditPairs { get; } =
        device.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<int>, ArrayView<int>, View, View, View>(
            InfluenceKernels.CreditPairs);
}
