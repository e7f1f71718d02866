// The engines from network to emulated step, without Qt. Builds only as long as none of them needs a window.
#include "emulator/step/step_emulator.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "session/open_project.h"

#include <cstdio>

namespace waferscope {

static Result<Cycles> emulatedCycles()
{
    WAFERSCOPE_TRY(const LoadedModel model, openModel("gallery:mnist-mlp"));
    WAFERSCOPE_TRY(const std::shared_ptr<const Installation> installation, readInstallation("cs1"));
    const Assumptions& assumptions = shippedAssumptions();
    MapRequest request;
    request.network = model.network;
    request.installation = installation;
    WAFERSCOPE_TRY(const MappedLayout mapped, mapNetwork(request, assumptions));
    WAFERSCOPE_TRY(const Emulation emulation, emulateSteps(*mapped.layout, *mapped.evaluation, assumptions));
    return emulation.cycles;
}

} // namespace waferscope

int main()
{
    const waferscope::Result<waferscope::Cycles> cycles = waferscope::emulatedCycles();
    if (!cycles.ok())
        return std::fprintf(stderr, "%s\n", cycles.error().message.c_str()), 1;
    std::printf("%lld cycles\n", static_cast<long long>(cycles.value().count()));
    return waferscope::isPlan("") || cycles.value().count() <= 0 ? 1 : 0;
}
