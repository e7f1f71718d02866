#pragma once

#include <QDialog>

#include <vector>

class QAction;
class QLineEdit;
class QListWidget;

namespace waferscope {

/// Any action or layer by name (Ctrl+K). Type, choose with the arrows, Return does it.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget* parent = nullptr);

    /// Something beside the actions that can be gone to.
    struct Place {
        QString name;
        std::size_t kernel;
    };

    void popUp(const std::vector<QAction*>& actions, const std::vector<Place>& places);

Q_SIGNALS:
    void placeChosen(std::size_t kernel);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refill(const QString& wanted);
    void choose();

    QLineEdit* m_edit;
    QListWidget* m_list;
    std::vector<QAction*> m_actions;
    std::vector<Place> m_places;
};

} // namespace waferscope
