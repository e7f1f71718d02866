#pragma once

#include "app/window/window_actions.h"

#include <QToolBar>

#include <cstdint>
#include <optional>
#include <vector>

class QComboBox;
class QToolButton;

namespace waferscope {

/// Open, undo, mode, machine, batch, replicas, find; 40 pixels high and always there.
class MainToolBar : public QToolBar {
    Q_OBJECT
public:
    MainToolBar(const WindowActions& actions, const std::vector<QAction*>& panels, QWidget* parent = nullptr);

    void setMachine(const QString& title);
    void setBatch(std::int64_t batch);
    void setReplicas(std::optional<int> replicas); ///< none where there are no replicas to choose

Q_SIGNALS:
    void machineWanted(const QString& name);
    void batchWanted(std::int64_t batch);
    void replicasWanted(int replicas);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void addMachineButton();
    void addNumberField(QComboBox* box, const QString& label, int most);
    void addBatchField();
    void addReplicasField();
    void addFindButton(const WindowActions& actions);
    void addPictureChooser(const WindowActions& actions);
    void readBatch();
    void readReplicas();

    QToolButton* m_machine;
    QComboBox* m_batch;
    QComboBox* m_replicas;
    QToolButton* m_picture; ///< what the wafer shows
    QToolButton* m_find;
    std::int64_t m_shownBatch = 0;
    int m_shownReplicas = 0;
};

} // namespace waferscope
