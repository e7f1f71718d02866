#include "formats/machines/machines.h"
#include "session/edit_project.h"
#include "session/map_project.h"
#include "tests/changed_layout.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// What window and command make of a project.
class MapProjectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anotherMachineKeepsLockedKernels();
};

void MapProjectTest::anotherMachineKeepsLockedKernels()
{
    JobControl job;
    job.report = [](double, std::string_view) {};
    const OpenedProject opened = openProject({"gallery:mnist-mlp", readInstallation("cs1").value(), {}}, job).value();
    QVERIFY(opened.project->layouts.front()->mode() == Mode::Pipelined);
    const KernelId kept{1};
    Project edited = *opened.project;
    const Layout locked =
        samples::withMapping(lockedKernel(*edited.layouts.front(), kept, Lock::Locked), [&](Mapping& mapping) {
            mapping.kernels[kept.index()].rectangle.origin = {300, 290};
        });
    const PlacedKernel& kernel = locked.mapping()[kept];
    edited.layouts.front() = std::make_shared<const Layout>(locked);
    const RemapRequest request{std::make_shared<const Project>(edited),
                               readInstallation("cs2").value(),
                               locked.execution(),
                               Placements::Anew,
                               {}};
    const OpenedProject remapped = remapProject(request, job).value();
    const auto& mapping = remapped.project->layouts.front()->mapping();
    QVERIFY(mapping[kept] == kernel);
    QVERIFY(!mapping[KernelId{0}].locked);
    QVERIFY(remapped.evaluations.front()->legal());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::MapProjectTest)
#include "map_project_test.moc"
